"""The whole site: accounts and admin beside the portal's own table."""

from allauth.account.decorators import secure_admin_login
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.urls import include, path

# The admin has no login of its own: same page, same limits, as for everyone.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Deleting such a row would end no session: people end theirs under Settings, owners by disabling the account.
admin.site.unregister(UserSession)
# The provider is said by the environment alone, no tokens are kept, and connections are their people's own.
for model in (SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("", include("roadmap_app.urls")),
]

handler400 = "roadmap_app.views.errors.bad_request"
handler403 = "roadmap_app.views.errors.forbidden"
handler404 = "roadmap_app.views.errors.not_found"
handler500 = "roadmap_app.views.errors.server_error"
