using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Operators;

/// <summary>
/// What makes an operator's consoles sound and show a notification of the browser, the same on all of his devices; whoever never chose has no row.
/// Whether a browser may show notifications at all is that browser's.
/// </summary>
public class OperatorNotificationSettings : ITenantRow
{
    public Guid OperatorId { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>A client wrote in an appeal that he holds.</summary>
    public bool MineSound { get; set; }
    public bool MineBrowser { get; set; }

    /// <summary>A client wrote in an appeal that nobody holds.</summary>
    public bool UnassignedSound { get; set; }
    public bool UnassignedBrowser { get; set; }

    /// <summary>What rings the bell (<see cref="Notification"/>).</summary>
    public bool BellSound { get; set; }
    public bool BellBrowser { get; set; }

    /// <summary>From then until <see cref="QuietUntil"/>, on the tenant's wall clock and over midnight too, nothing sounds or shows; both null = at no time.</summary>
    public TimeOnly? QuietFrom { get; set; }
    public TimeOnly? QuietUntil { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class OperatorNotificationSettingsMap : IEntityTypeConfiguration<OperatorNotificationSettings>
{
    public void Configure(EntityTypeBuilder<OperatorNotificationSettings> b)
    {
        b.ToTable("operator_notification_settings", t => t.HasCheckConstraint(
            "ck_operator_notification_settings_quiet", "(quiet_from is null) = (quiet_until is null) and (quiet_from <> quiet_until) is not false"));
        b.HasKey(x => x.OperatorId);
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.Cascade);
    }
}
