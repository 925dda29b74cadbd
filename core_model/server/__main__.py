"""`python -m core_model.server`."""

from core_model.server.app import main

main()
