using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Operators;

/// <summary>A browser in which an operator has signed in; its cookie carries the id. Made by signing in only, ended by signing out or by whoever may end it.</summary>
public class OperatorSession
{
    /// <summary>Longer than a cookie lives: what was not seen since is nobody's any more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>Longest <see cref="UserAgent"/> that is kept.</summary>
    public const int LongestAgent = 400;

    public Guid Id { get; set; }

    /// <summary>Null for the platform's own people.</summary>
    public Guid? TenantId { get; set; }
    public Guid OperatorId { get; set; }

    /// <summary>As the browser calls itself; null when it does not.</summary>
    public string? UserAgent { get; set; }

    /// <summary>Address from which it signed in; null when it cannot be known.</summary>
    public string? Ip { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The last sign of it, at most one a minute.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Null while it is good.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

internal sealed class OperatorSessionMap : IEntityTypeConfiguration<OperatorSession>
{
    public void Configure(EntityTypeBuilder<OperatorSession> b)
    {
        b.ToTable("operator_sessions", t => t.HasCheckConstraint("ck_operator_sessions_words", "length(user_agent) <= 400 and length(ip) <= 45"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.SeenAt).HasNow();
        b.HasStorageParameter("fillfactor", 80);
        b.HasOne<Tenants.Tenant>().WithMany().HasForeignKey(x => x.TenantId).OnDelete(DeleteBehavior.NoAction);
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.Cascade);
        b.HasIndex(x => new { x.OperatorId, x.SeenAt }).IsDescending(false, true).HasDatabaseName("ix_operator_sessions_own");
    }
}
