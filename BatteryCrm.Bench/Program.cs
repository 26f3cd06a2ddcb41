using BatteryCrm.Bench;

return args switch
{
    ["bench", .. var names] => await Benches.RunAsync(names),
    _ => await Benches.RefuseAsync("Usage: ./dev bench [name]"),
};
