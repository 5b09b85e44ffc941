"""The whole site: accounts and admin beside the portal's own table."""

from allauth.account.models import EmailAddress
from allauth.account.views import logout
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path

from roadmap_app.views.addresses import address
from roadmap_app.views.second_factors import admin_login, passkey_remove
from roadmap_app.views.sessions import sessions

# The admin has no login of its own, not even for those who are signed in: same page, same limits and same second factor
# as for everyone.
admin.site.login = admin_login  # type: ignore[method-assign]
# Nor a sign-out or a change of passwords: allauth's are limited, recorded and told by mail, the admin's are not.
admin.site.logout = logout  # type: ignore[method-assign]
# Deleting such a row would end no session: people end theirs under Settings, owners by disabling the account.
admin.site.unregister(UserSession)
# It would show the secrets of codes. Owners reset second factors in the list of users.
admin.site.unregister(Authenticator)
# The provider is said by the environment alone, no tokens are kept, and connections are their people's own.
for model in (SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)
# There are three roles, and an address is its account's: both are changed with the user, where it is written down.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)

# Behind the above: a table is routed as long as it is registered.
NOT_ROUTED = {"password_change", "password_change_done"}
admin_urls = [each for each in admin.site.get_urls() if getattr(each, "name", None) not in NOT_ROUTED]

urlpatterns = [
    path("admin/", (admin_urls, "admin", admin.site.name)),
    # Each before allauth's own, whose place it takes.
    path("accounts/email/", address, name="account_email"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/sessions/", sessions, name="usersessions_list"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", passkey_remove, name="mfa_remove_webauthn"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("roadmap_app.urls")),
]

handler400 = "roadmap_app.views.errors.bad_request"
handler403 = "roadmap_app.views.errors.forbidden"
handler429 = "roadmap_app.views.errors.too_many"  # allauth asks for it
handler404 = "roadmap_app.views.errors.not_found"
handler500 = "roadmap_app.views.errors.server_error"
