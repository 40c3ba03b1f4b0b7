"""What earlier releases and late returns mean for this one."""
