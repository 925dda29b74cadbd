"""The trained specialists, routers and adapters that come with the suite, and how they are kept."""
