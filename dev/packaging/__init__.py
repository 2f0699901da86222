"""From a commit to what runs on MWAA: build the package, test it as the image would run it, deploy it."""
