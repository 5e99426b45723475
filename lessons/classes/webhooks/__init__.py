"""Webhooks: other systems are told what happens in classes (https://www.standardwebhooks.com)."""
