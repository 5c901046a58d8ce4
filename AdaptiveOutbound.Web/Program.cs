Console.Error.WriteLine("AdaptiveOutbound");
return 0;
