"""Accounts of Commonground's own: for partners, and for councils without an identity provider. A password, an
authenticator's codes and recovery codes; the session is made once both factors are shown."""
