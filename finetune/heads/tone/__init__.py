"""The tone of company news as an investor hears it: negative, neutral or positive."""
