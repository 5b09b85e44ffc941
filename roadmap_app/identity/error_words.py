"""What allauth's forms say is wrong, in our words."""

NOT_RIGHT = "This is not right."
USED_LINK = "This link has been used or has run out. Get a new one."

ACCOUNT_ERRORS = {
    "account_inactive": "This account is disabled. Ask the person who runs this portal.",
    "cannot_remove_primary_email": "You sign in with this address, so it stays until another takes its place.",
    "duplicate_email": "This is your e-mail address already.",
    "email_password_mismatch": "The e-mail address or the password is not correct.",
    "email_taken": "There is an account with this address: sign in with it.",
    "enter_current_password": "This is not your current password.",
    "incorrect_code": NOT_RIGHT,
    "incorrect_password": "This is not your password.",
    "invalid_login": "This sign-in is not valid any more. Begin again.",
    "invalid_or_expired_key": USED_LINK,
    "invalid_password_reset": USED_LINK,
    "max_email_addresses": "You cannot have more than %d e-mail addresses.",
    "rate_limited": "Too many tries. Wait a few minutes, then try again.",
    "same_as_current": "This is what it is already.",
    "select_only_one": "Choose one.",
    "too_many_login_attempts": "Too many tries. Wait a few minutes, then try again.",
    "unknown_email": "There is no account with this address.",
    "unverified_primary_email": "Confirm the address that you sign in with first.",
}
MFA_ERRORS = {
    "add_email_blocked": "While you have second factors, ask the person who runs this portal to change your address.",
    "cannot_delete_authenticator": (
        "Your role needs a second factor, and this is your last: add another before you remove it."
    ),
    "cannot_generate_recovery_codes": "Recovery codes stand in for a passkey or an app: add one of these first.",
    "incorrect_code": "This is not right, or was used already. Wait for the next code and try again.",
    "unverified_email": "Confirm your e-mail address first; then set up a second factor.",
}
SSO_ERRORS = {
    "connected_other": "That is connected with somebody else’s account here.",
    "disconnect_last": "This is your only way in, so it stays.",
    "email_taken": "There is an account with this address: sign in to it first, then connect %s under Settings.",
    "invalid_token": "This sign-in is not valid any more. Begin again.",
    "no_password": "This is your only way in: set a password first, then you can disconnect.",
    "no_verified_email": "Your e-mail address is not confirmed: confirm it first.",
}
