using BatteryCrm.Bench;
using BatteryCrm.Bench.Simulate;

// The first argument says what this program is: clients of a running console, or its measure.
return args switch
{
    ["simulate", .. var rest] => await SimulateCommand.RunAsync(rest),
    ["bench", .. var names] => await Benches.RunAsync(names),
    _ => await Benches.RefuseAsync("Usage: ./dev bench [name], ./dev simulate [--rate N] [--seconds N]"),
};
