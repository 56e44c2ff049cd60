"""What may happen to a certificate that signs papers, and who may do it."""
