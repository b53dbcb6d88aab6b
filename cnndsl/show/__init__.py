"""What a person or a script looks at: tables, problems, JSON, SARIF, the vocabulary and the explanations."""
