"""What `openai.LLM` is made of: the endpoint, messages out, an answer's pieces in."""
