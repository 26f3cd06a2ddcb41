using System.Globalization;

namespace BatteryCrm.Bench;

/// <summary>
/// The share of processor time that this machine's host gave to others while we wanted it. A delay that was measured meanwhile is the host's, not the program's:
/// such a round is measured again, a few times at most, and what was stolen is printed.
/// </summary>
internal sealed class StolenTime
{
    /// <summary>A round with no more than this counts as quiet.</summary>
    public const double Quiet = 0.015;

    private readonly (long Stolen, long Wanted) before = Read();

    /// <summary>Since the start, of all that was wanted: 0 to 1; 0 where the system does not tell.</summary>
    public double Share
    {
        get
        {
            var (stolen, wanted) = Read();
            return wanted > before.Wanted ? (double)(stolen - before.Stolen) / (wanted - before.Wanted) : 0;
        }
    }

    // user nice system idle iowait irq softirq steal: of these, idle and iowait are nobody's.
    private static (long Stolen, long Wanted) Read()
    {
        if (!File.Exists("/proc/stat")) return default;
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        return (ticks[7], ticks.Sum() - ticks[3] - ticks[4]);
    }
}
