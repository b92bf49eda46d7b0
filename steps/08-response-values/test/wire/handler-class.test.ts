// Ends here: functions that return responses replace the class.
