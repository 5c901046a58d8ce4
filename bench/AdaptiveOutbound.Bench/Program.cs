using AdaptiveOutbound.Bench;
using AdaptiveOutbound.Bench.Engine;

// Two words are for the bench's own child processes; everything else is what people type.
return args switch
{
    [BenchRun.ChildVerb, var name] => await BenchChild.RunAsync(name),
    [HangfirePeer.Verb, var count] => await HangfirePeer.RunAsync(count),
    _ => await BenchCommand.RunAsync(args),
};
