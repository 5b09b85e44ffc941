"""Accounts: how people sign up, sign in and prove who they are."""

from portal.environment import readable_file
from portal.settings.core import PORTAL_SIGNUP
from portal.sso import single_sign_on

AUTH_USER_MODEL = "roadmap_app.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# A list of breached passwords beside Django's 20,000 common ones.
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
# One address a person: with several, who had made an account with another's address could come back by a second one.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "signup": "roadmap_app.identity.limited_forms.NewPersonForm",
    "add_email": "roadmap_app.forms.addresses.ChangeAddressForm",
    "reset_password": "roadmap_app.identity.limited_forms.ResetForm",
    "reset_password_from_key": "roadmap_app.forms.addresses.NewPasswordForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Cairn: "
ACCOUNT_SESSION_REMEMBER = True
OIDC = single_sign_on(PORTAL_SIGNUP)  # None: people sign in with their password
SOCIALACCOUNT_ADAPTER = "roadmap_app.identity.sso.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "roadmap_app.identity.sso.OidcProvider"}}
# Whether an account is one's own is decided there; here only that it is connected from then on.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True

# --- Second factors (PORTAL_STAFF_MFA stands in security.py: it follows from https)
MFA_ADAPTER = "roadmap_app.identity.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Cairn"
# MFA_TOTP_TOLERANCE stays 0: that a code was used is remembered for its own 30 seconds, so a longer life would let it
# be used twice. MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN stays false: it would take any origin, and http://localhost is
# taken without it.
# A copy without a mail server can verify no address, and who has a second factor must be able to change theirs. What
# allauth guards against by the opposite (a stranger locks an address's owner out of an account they made with it) an
# owner undoes with "Reset second factors".
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # roadmap_app.identity.limits and .routes are in their place
MFA_FORMS = {
    "authenticate": "roadmap_app.identity.limited_forms.AuthenticateForm",
    "reauthenticate": "roadmap_app.identity.limited_forms.ReauthenticateForm",
    "activate_totp": "roadmap_app.forms.second_factors.ActivateTOTPForm",
    "add_webauthn": "roadmap_app.forms.second_factors.AddPasskeyForm",
    "edit_webauthn": "roadmap_app.forms.second_factors.RenamePasskeyForm",
}
