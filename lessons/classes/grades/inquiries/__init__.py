"""Questions of learners about their grades, with answers by teachers."""
