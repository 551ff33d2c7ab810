"""May I...?: questions and answers on one activity, of which nothing is kept."""
