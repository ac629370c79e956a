"""What holds for every edition: numbers of chapters, what is written anew, what a build says."""
