"""The four charts of 组织密度 in other frameworks, for the comparison only; the product imports nothing of this."""
