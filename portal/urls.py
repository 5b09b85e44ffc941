"""The root URLconf: accounts, the admin and the portal's own pages."""

from allauth.account.models import EmailAddress
from allauth.account.views import logout
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path

from roadmap_app.admin.index import grouped_app_list
from roadmap_app.views.addresses import address
from roadmap_app.views.second_factors import admin_login, passkey_remove
from roadmap_app.views.sessions import sessions

# The admin has no login of its own, so that the same rate limits and second factors apply to everybody.
admin.site.login = admin_login  # type: ignore[method-assign]
# Nor its own sign-out and password change: only allauth's are rate-limited, recorded and reported by mail.
admin.site.logout = logout  # type: ignore[method-assign]
admin.site.get_app_list = grouped_app_list  # type: ignore[method-assign]
admin.site.index_title = "The rest of what can be changed"
# Deleting such a row would not end the session. People end sessions under Settings, owners by disabling the account.
admin.site.unregister(UserSession)
# It would show TOTP secrets. Owners reset second factors in the list of users.
admin.site.unregister(Authenticator)
# The environment sets the provider, no tokens are stored, and only learners manage their own connections.
for model in (SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)
# Roles and addresses are edited with the user, where the change is recorded.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)

# After the lines above, because only registered models get routes.
NOT_ROUTED = {"password_change", "password_change_done"}
admin_urls = [each for each in admin.site.get_urls() if getattr(each, "name", None) not in NOT_ROUTED]

urlpatterns = [
    path("", include("roadmap_app.urls")),  # Django tries it first, as nearly every request is for one of its routes
    path("admin/", (admin_urls, "admin", admin.site.name)),
    # Before allauth's routes: the first match wins.
    path("accounts/email/", address, name="account_email"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/sessions/", sessions, name="usersessions_list"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", passkey_remove, name="mfa_remove_webauthn"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]

handler400 = "roadmap_app.views.errors.bad_request"
handler403 = "roadmap_app.views.errors.forbidden"
handler429 = "roadmap_app.views.errors.too_many"  # used by allauth
handler404 = "roadmap_app.views.errors.not_found"
handler500 = "roadmap_app.views.errors.server_error"
