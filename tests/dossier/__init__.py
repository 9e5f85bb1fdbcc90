"""The dossier stage under test."""
