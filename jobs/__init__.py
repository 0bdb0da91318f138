"""Import jobs: an uploaded file is checked and, once a person confirms, loaded by the ETL in processes of its own.

A job is a folder `jobs/<id>/` below the data folder: job.json (its state), file/<name> (what was uploaded),
progress.jsonl, check.json and result.json (what the ETL answered, shortened), marked/ (the marked-up copy), log.txt.
The web process only starts `python -m jobs.runner` and reads these files; closing the browser changes nothing.
"""
