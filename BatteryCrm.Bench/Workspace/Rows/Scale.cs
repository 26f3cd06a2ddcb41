namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>How much a database of the workspace's measurements holds, over two years and twenty tenants of the same size.</summary>
/// <param name="Appeals">Of all tenants together.</param>
internal sealed record Scale(int Appeals)
{
    public const int Tenants = 20;

    /// <summary>Messages of an appeal on average, the long ones apart.</summary>
    public const int Messages = 10;

    /// <summary>One appeal of so many is a long one.</summary>
    public const int LongEvery = 1000;

    public const int LongMessages = 200;

    /// <summary>What is measured.</summary>
    public static readonly Scale Full = new(500_000);

    /// <summary>What it is compared with: growth is the ratio of both.</summary>
    public static readonly Scale Tenth = new(50_000);

    public int OfTenant => Appeals / Tenants;

    /// <summary>Appeals of a tenant in which the client waits for an answer: a few percent, a few hundred at most.</summary>
    public int Waiting => Math.Min(400, OfTenant / 25);
}
