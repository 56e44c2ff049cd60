"""What leaves as a document: PDF with our fonts, QR codes and seals, what stands on paper. Start at `pdf`."""
