// Ends here: the class goes, and a function gets every method.
