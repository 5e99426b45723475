"""The pages of the wizard that advises between containers and virtual machines."""
