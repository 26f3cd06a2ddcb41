using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BatteryCrm.Data.Migrations;

/// <summary>The admins of a tenant hear once of a channel in which nothing has come for too long. Such a notice is about a channel and no appeal.</summary>
[DbContext(typeof(CrmDb))]
[Migration("20261130050000_ChannelSilence")]
public sealed class ChannelSilence : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table channels add column silence_told timestamptz;
        grant update (silence_told) on channels to batterycrm_worker;

        alter table notifications add column channel_id uuid, alter column appeal_id drop not null, drop constraint ck_notifications_kind,
            add constraint ck_notifications_kind check (kind in ('mention','assigned','taken_over','reminder','unanswered','channel_silent')),
            add constraint ck_notifications_subject check ((kind = 'channel_silent') = (appeal_id is null) and (kind = 'channel_silent') = (channel_id is not null)),
            add constraint fk_notifications_channels_tenant_id_channel_id foreign key (tenant_id, channel_id) references channels (tenant_id, id);
        """);
}
