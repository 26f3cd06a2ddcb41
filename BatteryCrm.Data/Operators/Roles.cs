namespace BatteryCrm.Data.Operators;

/// <summary>What an operator may do; each tenant role includes the one before it.</summary>
public static class Roles
{
    public const string Operator = "operator";
    public const string Manager = "manager";
    public const string Admin = "admin";

    /// <summary>Tenants, limits and suspension; no client data. Belongs to no tenant.</summary>
    public const string Platform = "platform";

    public static readonly IReadOnlyList<string> All = [Operator, Manager, Admin, Platform];
}
