"""From files people send to the warehouse the pages read; shares no Python with the app."""
