"""What there is to learn: the knowledge points of each family, spanned by rule."""
