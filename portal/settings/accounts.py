"""Accounts: sign-up, sign-in and second factors."""

from portal.environment import readable_file
from portal.settings.core import PORTAL_SIGNUP
from portal.sso import single_sign_on

AUTH_USER_MODEL = "roadmap_app.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# A list of breached passwords, in addition to Django's 20,000 common ones.
PORTAL_BREACHED_PASSWORDS = readable_file("PORTAL_BREACHED_PASSWORDS")
AUTH_PASSWORD_VALIDATORS = [
    *([{"NAME": "roadmap_app.identity.breached.BreachedPasswordValidator"}] if PORTAL_BREACHED_PASSWORDS else []),
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "MinimumLengthValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ),
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "roadmap_app.identity.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
USERSESSIONS_ADAPTER = "roadmap_app.identity.adapters.UserSessionsAdapter"
ACCOUNT_USER_DISPLAY = "roadmap_app.identity.adapters.display_name"
# One address per person: with a second address, somebody who signed up with another person's could keep access.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "roadmap_app.forms.words.SignInForm",
    "change_password": "roadmap_app.forms.words.ChangePasswordForm",
    "set_password": "roadmap_app.forms.words.SetPasswordForm",
    "reauthenticate": "roadmap_app.forms.words.PasswordAgainForm",
    "signup": "roadmap_app.identity.limited_forms.NewPersonForm",
    "add_email": "roadmap_app.forms.addresses.ChangeAddressForm",
    "reset_password": "roadmap_app.identity.limited_forms.ResetForm",
    "reset_password_from_key": "roadmap_app.forms.addresses.NewPasswordForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Cairn: "
ACCOUNT_SESSION_REMEMBER = True
OIDC = single_sign_on(PORTAL_SIGNUP)  # None: people sign in with their password
SOCIALACCOUNT_ADAPTER = "roadmap_app.identity.sso.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "roadmap_app.identity.oidc.OidcProvider"}}
# The adapter decides whether an account belongs to the person; this only keeps it connected afterwards.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True

# --- Second factors (PORTAL_STAFF_MFA is in security.py, because its default depends on https)
MFA_ADAPTER = "roadmap_app.identity.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Cairn"
# MFA_TOTP_TOLERANCE stays 0: allauth remembers a used code for its own 30 seconds, so a code that is valid for longer
# could be used twice. MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN stays false: it would accept any origin, and http://localhost
# works without it.
# Without a mail server no address can be verified, but people with second factors must still be able to change theirs.
# allauth's default protects the owner of an address from being locked out by somebody who signed up with it; here an
# owner of the portal solves that with "Reset second factors".
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # replaced by roadmap_app.identity.limits and .routes
MFA_FORMS = {
    "authenticate": "roadmap_app.identity.limited_forms.AuthenticateForm",
    "reauthenticate": "roadmap_app.identity.limited_forms.ReauthenticateForm",
    "activate_totp": "roadmap_app.forms.second_factors.ActivateTOTPForm",
    "add_webauthn": "roadmap_app.forms.second_factors.AddPasskeyForm",
    "edit_webauthn": "roadmap_app.forms.second_factors.RenamePasskeyForm",
}
