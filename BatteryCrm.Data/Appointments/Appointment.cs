using BatteryCrm.Data.Appeals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Appointments;

/// <summary>A visit booked with a master. Two live ones of one master never overlap (an exclusion constraint of the database).</summary>
public class Appointment : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid AppealId { get; set; }
    public int MasterId { get; set; }
    public DateTimeOffset StartTime { get; set; }
    public DateTimeOffset EndTime { get; set; }

    /// <summary>One of <see cref="AppointmentStatuses"/>.</summary>
    public string Status { get; set; } = AppointmentStatuses.Planned;
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Values of <see cref="Appointment.Status"/> as stored and shown.</summary>
public static class AppointmentStatuses
{
    public const string Planned = "Запланировано";
    public const string Confirmed = "Подтверждено";
    public const string Done = "Выполнено";
    public const string Cancelled = "Отменено";
    public const string NoShow = "Не явился";
}

internal sealed class AppointmentMap : IEntityTypeConfiguration<Appointment>
{
    public void Configure(EntityTypeBuilder<Appointment> b)
    {
        b.ToTable("appointments", t =>
        {
            t.HasCheckConstraint("ck_appointments_order", "end_time > start_time");
            t.HasCheckConstraint("ck_appointments_status", "status in ('Запланировано','Подтверждено','Выполнено','Отменено','Не явился')");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Status).HasDefaultValue(AppointmentStatuses.Planned);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.RefersTo<Appointment, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.RefersTo<Appointment, Master>(x => new { x.TenantId, x.MasterId }, m => new { m.TenantId, m.Id });
        b.HasIndex(x => new { x.TenantId, x.AppealId });
        b.HasIndex(x => new { x.TenantId, x.StartTime });
    }
}
