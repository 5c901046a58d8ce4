using AdaptiveOutbound.Web.Commands;

return await CommandLine.RunAsync(args);
