namespace BatteryCrm.Tests.Support;

/// <summary>
/// Journeys in the browser, tests of separate processes and anything that is timed: one at a time, when nothing else runs, so that two cores suffice.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
