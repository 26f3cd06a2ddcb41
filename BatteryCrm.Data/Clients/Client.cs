using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients;

/// <summary>
/// A person who writes or calls. The platform ids here are the primary view; intake resolves by <see cref="ClientIdentity"/>, and both change in one transaction.
/// A merged client stays as a row and leads to its master through <see cref="ClientMerge"/>.
/// </summary>
public class Client : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>E.164 (<c>+7…</c>) when it could be read as a number, else as typed; null when unknown.</summary>
    public string? Phone { get; set; }
    public string? Name { get; set; }
    public string? Email { get; set; }
    public string? TelegramId { get; set; }
    public string? VkId { get; set; }
    public string? WhatsappId { get; set; }
    public string? AvitoId { get; set; }
    public string? MaxId { get; set; }
    public string? LiveskladClientId { get; set; }
    public bool HasTelegram { get; set; }
    public bool HasWhatsapp { get; set; }

    /// <summary>The number is certainly theirs: an own contact, a WhatsApp number or a call; a typed or form number is not.</summary>
    public bool HasPhone { get; set; }
    public bool HasYandex { get; set; }
    public bool HasGoogle { get; set; }
    public bool HasInstagram { get; set; }
    public bool HasAvito { get; set; }
    public bool Unsubscribed { get; set; }

    /// <summary>Since when what he writes is kept only: no queue, no counter, no notice. Null = he is not blocked. His appeals follow (<see cref="Appeals.AppealActivity.IsMuted"/>).</summary>
    public DateTimeOffset? BlockedAt { get; set; }
    public Guid? BlockedBy { get; set; }

    /// <summary>When he was erased on request: nothing says who he was, and nothing may again (a check of the table). Null = he was not.</summary>
    public DateTimeOffset? ErasedAt { get; set; }
    public Guid? ErasedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ClientMap : IEntityTypeConfiguration<Client>
{
    public void Configure(EntityTypeBuilder<Client> b)
    {
        b.ToTable("clients", t => t.HasCheckConstraint(
            "ck_clients_erased", "erased_at is null or num_nonnulls(phone, name, email, telegram_id, vk_id, whatsapp_id, avito_id, max_id, livesklad_client_id) = 0"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.LiveskladClientId).HasColumnName("livesklad_client_id");
        b.Property(x => x.HasTelegram).HasDefaultValue(false);
        b.Property(x => x.HasWhatsapp).HasDefaultValue(false);
        b.Property(x => x.HasPhone).HasDefaultValue(false);
        b.Property(x => x.HasYandex).HasDefaultValue(false);
        b.Property(x => x.HasGoogle).HasDefaultValue(false);
        b.Property(x => x.HasInstagram).HasDefaultValue(false);
        b.Property(x => x.HasAvito).HasDefaultValue(false);
        b.Property(x => x.Unsubscribed).HasDefaultValue(false);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.BlockedBy).OnDelete(DeleteBehavior.NoAction);
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.ErasedBy).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => x.TelegramId);
        b.HasIndex(x => x.VkId);
        b.HasIndex(x => x.WhatsappId);
        b.HasIndex(x => x.AvitoId);
        b.HasIndex(x => x.HasTelegram);
        b.HasIndex(x => x.HasWhatsapp);
        b.HasIndex(x => new { x.TenantId, x.Phone }).HasDatabaseName("ix_clients_tenant_phone");
    }
}
