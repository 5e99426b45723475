"""What every app uses: TOML, settings, problems, SQLite."""
