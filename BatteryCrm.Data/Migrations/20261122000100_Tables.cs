using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;
using Pgvector;

#nullable disable

namespace BatteryCrm.Data.Migrations
{
    /// <inheritdoc />
    public partial class Tables : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:btree_gin", ",,")
                .Annotation("Npgsql:PostgresExtension:btree_gist", ",,")
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,")
                .Annotation("Npgsql:PostgresExtension:vector", ",,");

            migrationBuilder.CreateTable(
                name: "appeal_meta_config",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false),
                    group = table.Column<string>(type: "text", nullable: false),
                    order = table.Column<decimal>(type: "numeric", nullable: false),
                    source_field = table.Column<string>(type: "text", nullable: false),
                    format_type = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_appeal_meta_config", x => x.id);
                    table.CheckConstraint("ck_appeal_meta_config_format_type", "format_type in ('text','date','duration','currency','boolean')");
                    table.CheckConstraint("ck_appeal_meta_config_group", "\"group\" in ('appeal','client','device','other')");
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    friendly_name = table.Column<string>(type: "text", nullable: true),
                    xml = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "deal_types",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    name = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    is_repair = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deal_types", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "live_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    xid = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    appeal_id = table.Column<Guid>(type: "uuid", nullable: true),
                    message_id = table.Column<Guid>(type: "uuid", nullable: true),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_live_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tenants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    name = table.Column<string>(type: "text", nullable: false),
                    domain = table.Column<string>(type: "text", nullable: true),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    jwt_secret = table.Column<string>(type: "text", nullable: true),
                    jwt_jwks = table.Column<string>(type: "jsonb", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    suspend = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    max_concurrent_users = table.Column<int>(type: "integer", nullable: false, defaultValue: 200),
                    max_events_per_second = table.Column<int>(type: "integer", nullable: false, defaultValue: 100),
                    max_bytes_per_second = table.Column<int>(type: "integer", nullable: false, defaultValue: 100000),
                    max_channels_per_client = table.Column<int>(type: "integer", nullable: false, defaultValue: 100),
                    max_joins_per_second = table.Column<int>(type: "integer", nullable: false, defaultValue: 500),
                    postgres_cdc_default = table.Column<string>(type: "text", nullable: false, defaultValue: "postgres_cdc_rls"),
                    notify_private_alpha = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    private_only = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    inserted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "appeal_meta_visibility",
                columns: table => new
                {
                    config_id = table.Column<string>(type: "text", nullable: false),
                    deal_type_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_visible = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_appeal_meta_visibility", x => new { x.config_id, x.deal_type_id, x.tenant_id });
                    table.ForeignKey(
                        name: "fk_appeal_meta_visibility_appeal_meta_config_config_id",
                        column: x => x.config_id,
                        principalTable: "appeal_meta_config",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_appeal_meta_visibility_deal_types_deal_type_id",
                        column: x => x.deal_type_id,
                        principalTable: "deal_types",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_appeal_meta_visibility_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "brands",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    normalized_name = table.Column<string>(type: "text", nullable: false),
                    aliases = table.Column<string>(type: "jsonb", nullable: false, defaultValueSql: "'[]'"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_brands", x => x.id);
                    table.UniqueConstraint("ak_brands_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_brands_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "clients",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    phone = table.Column<string>(type: "text", nullable: true),
                    name = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    telegram_id = table.Column<string>(type: "text", nullable: true),
                    vk_id = table.Column<string>(type: "text", nullable: true),
                    whatsapp_id = table.Column<string>(type: "text", nullable: true),
                    avito_id = table.Column<string>(type: "text", nullable: true),
                    max_id = table.Column<string>(type: "text", nullable: true),
                    livesklad_client_id = table.Column<string>(type: "text", nullable: true),
                    has_telegram = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    has_whatsapp = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    has_phone = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    has_yandex = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    has_google = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    has_instagram = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    has_avito = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    unsubscribed = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_clients", x => x.id);
                    table.UniqueConstraint("ak_clients_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_clients_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "device_types",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_device_types", x => x.id);
                    table.UniqueConstraint("ak_device_types_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_device_types_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "issue_types",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issue_types", x => x.id);
                    table.UniqueConstraint("ak_issue_types_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_issue_types_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "knowledge_base",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    content = table.Column<string>(type: "text", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: true),
                    embedding = table.Column<Vector>(type: "vector(384)", nullable: true),
                    metadata = table.Column<string>(type: "jsonb", nullable: true),
                    source = table.Column<string>(type: "text", nullable: true),
                    added_by = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_knowledge_base", x => x.id);
                    table.ForeignKey(
                        name: "fk_knowledge_base_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "locations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_locations", x => x.id);
                    table.UniqueConstraint("ak_locations_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_locations_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "masters",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    working_hours_start = table.Column<TimeOnly>(type: "time without time zone", nullable: false, defaultValueSql: "'09:00'"),
                    working_hours_end = table.Column<TimeOnly>(type: "time without time zone", nullable: false, defaultValueSql: "'20:00'"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_masters", x => x.id);
                    table.UniqueConstraint("ak_masters_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_masters_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "operators",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    telegram_id = table.Column<string>(type: "text", nullable: true),
                    name = table.Column<string>(type: "text", nullable: true),
                    role = table.Column<string>(type: "text", nullable: false, defaultValue: "operator"),
                    location_id = table.Column<Guid>(type: "uuid", nullable: true),
                    session_token = table.Column<string>(type: "text", nullable: true),
                    session_token_created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fcm_token = table.Column<string>(type: "text", nullable: true),
                    fcm_token_updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    last_login_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_login_platform = table.Column<string>(type: "text", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    language = table.Column<string>(type: "text", nullable: false, defaultValue: "ru"),
                    theme = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    username = table.Column<string>(type: "text", nullable: true),
                    normalized_user_name = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    normalized_email = table.Column<string>(type: "text", nullable: true),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    phone_number = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operators", x => x.id);
                    table.CheckConstraint("ck_operators_role", "role in ('operator','manager','admin','platform') and (role = 'platform') = (tenant_id is null)");
                    table.ForeignKey(
                        name: "fk_operators_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "repair_types",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_repair_types", x => x.id);
                    table.UniqueConstraint("ak_repair_types_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_repair_types_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "sales_channels",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sales_channels", x => x.id);
                    table.UniqueConstraint("ak_sales_channels_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_sales_channels_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "stored_files",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    size_bytes = table.Column<long>(type: "bigint", nullable: false),
                    mime_type = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stored_files", x => x.id);
                    table.UniqueConstraint("ak_stored_files_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_stored_files_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "tenant_configs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenant_configs", x => x.id);
                    table.ForeignKey(
                        name: "fk_tenant_configs_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "client_identities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    client_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform = table.Column<string>(type: "text", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    username = table.Column<string>(type: "text", nullable: true),
                    display_name = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_client_identities", x => x.id);
                    table.ForeignKey(
                        name: "fk_client_identities_clients_tenant_id_client_id",
                        columns: x => new { x.tenant_id, x.client_id },
                        principalTable: "clients",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_client_identities_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "client_merges",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    master_client_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merged_client_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merged_by = table.Column<string>(type: "text", nullable: true),
                    merge_reason = table.Column<string>(type: "text", nullable: true),
                    merged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_client_merges", x => x.id);
                    table.CheckConstraint("ck_client_merges_not_itself", "master_client_id <> merged_client_id");
                    table.ForeignKey(
                        name: "fk_client_merges_clients_tenant_id_master_client_id",
                        columns: x => new { x.tenant_id, x.master_client_id },
                        principalTable: "clients",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_client_merges_clients_tenant_id_merged_client_id",
                        columns: x => new { x.tenant_id, x.merged_client_id },
                        principalTable: "clients",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_client_merges_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "models",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    brand_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_type_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    aliases = table.Column<string>(type: "jsonb", nullable: false, defaultValueSql: "'[]'"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_models", x => x.id);
                    table.UniqueConstraint("ak_models_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_models_brands_tenant_id_brand_id",
                        columns: x => new { x.tenant_id, x.brand_id },
                        principalTable: "brands",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_models_device_types_tenant_id_device_type_id",
                        columns: x => new { x.tenant_id, x.device_type_id },
                        principalTable: "device_types",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_models_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "issues",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    issue_type_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issues", x => x.id);
                    table.UniqueConstraint("ak_issues_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_issues_issue_types_tenant_id_issue_type_id",
                        columns: x => new { x.tenant_id, x.issue_type_id },
                        principalTable: "issue_types",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_issues_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "operator_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true),
                    claim_value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_operator_claims_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "operators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "operator_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    provider_key = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    provider_display_name = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_operator_logins_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "operators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "operator_passkeys",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_passkeys", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_operator_passkeys_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "operators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "operator_tokens",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_operator_tokens_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "operators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "channels",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    platform = table.Column<string>(type: "text", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    credentials = table.Column<string>(type: "jsonb", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    sales_channel_id = table.Column<Guid>(type: "uuid", nullable: true),
                    fault = table.Column<string>(type: "text", nullable: true),
                    fault_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_channels", x => x.id);
                    table.UniqueConstraint("ak_channels_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_channels_platform", "platform in ('telegram','vk','whatsapp','avito','max','form','phone')");
                    table.ForeignKey(
                        name: "fk_channels_sales_channels_tenant_id_sales_channel_id",
                        columns: x => new { x.tenant_id, x.sales_channel_id },
                        principalTable: "sales_channels",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_channels_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "lead_sources",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sales_channel_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    utm_source = table.Column<string>(type: "text", nullable: true),
                    utm_medium = table.Column<string>(type: "text", nullable: true),
                    utm_campaign = table.Column<string>(type: "text", nullable: true),
                    utm_term = table.Column<string>(type: "text", nullable: true),
                    utm_content = table.Column<string>(type: "text", nullable: true),
                    code = table.Column<string>(type: "text", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lead_sources", x => x.id);
                    table.UniqueConstraint("ak_lead_sources_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "fk_lead_sources_sales_channels_tenant_id_sales_channel_id",
                        columns: x => new { x.tenant_id, x.sales_channel_id },
                        principalTable: "sales_channels",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_lead_sources_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "stored_file_chunks",
                columns: table => new
                {
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    no = table.Column<int>(type: "integer", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stored_file_chunks", x => new { x.file_id, x.no });
                    table.ForeignKey(
                        name: "fk_stored_file_chunks_stored_files_tenant_id_file_id",
                        columns: x => new { x.tenant_id, x.file_id },
                        principalTable: "stored_files",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "services",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    brand_id = table.Column<Guid>(type: "uuid", nullable: true),
                    model_id = table.Column<Guid>(type: "uuid", nullable: true),
                    repair_type_id = table.Column<Guid>(type: "uuid", nullable: true),
                    malfunction_category = table.Column<string>(type: "text", nullable: false),
                    malfunction_type = table.Column<string>(type: "text", nullable: false),
                    price_rub = table.Column<decimal>(type: "numeric", nullable: false),
                    labour_rub = table.Column<decimal>(type: "numeric", nullable: true),
                    duration_minutes = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_services", x => x.id);
                    table.ForeignKey(
                        name: "fk_services_brands_tenant_id_brand_id",
                        columns: x => new { x.tenant_id, x.brand_id },
                        principalTable: "brands",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_services_models_tenant_id_model_id",
                        columns: x => new { x.tenant_id, x.model_id },
                        principalTable: "models",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_services_repair_types_tenant_id_repair_type_id",
                        columns: x => new { x.tenant_id, x.repair_type_id },
                        principalTable: "repair_types",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_services_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "inbound_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_key = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbound_events", x => x.id);
                    table.CheckConstraint("ck_inbound_events_state", "state in ('done','ignored','failed')");
                    table.ForeignKey(
                        name: "fk_inbound_events_channels_tenant_id_channel_id",
                        columns: x => new { x.tenant_id, x.channel_id },
                        principalTable: "channels",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "appeals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    client_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ad_channel = table.Column<string>(type: "text", nullable: true),
                    ad_channel_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ad_id = table.Column<string>(type: "text", nullable: true),
                    sales_channel_id = table.Column<Guid>(type: "uuid", nullable: true),
                    lead_source_id = table.Column<Guid>(type: "uuid", nullable: true),
                    device_type_id = table.Column<Guid>(type: "uuid", nullable: true),
                    brand_id = table.Column<Guid>(type: "uuid", nullable: true),
                    model_id = table.Column<Guid>(type: "uuid", nullable: true),
                    phone_brand = table.Column<string>(type: "text", nullable: true),
                    phone_model = table.Column<string>(type: "text", nullable: true),
                    deal_type_id = table.Column<Guid>(type: "uuid", nullable: true),
                    repair_type_id = table.Column<Guid>(type: "uuid", nullable: true),
                    issue_type_id = table.Column<Guid>(type: "uuid", nullable: true),
                    issue_id = table.Column<Guid>(type: "uuid", nullable: true),
                    malfunction_category = table.Column<string>(type: "text", nullable: true),
                    malfunction_type = table.Column<string>(type: "text", nullable: true),
                    parts_owner = table.Column<string>(type: "text", nullable: true),
                    client_parts = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    problem_description = table.Column<string>(type: "text", nullable: true),
                    estimated_cost = table.Column<decimal>(type: "numeric", nullable: true),
                    estimated_time = table.Column<int>(type: "integer", nullable: true),
                    stage = table.Column<string>(type: "text", nullable: false, defaultValue: "Первичный контакт"),
                    appeal_status = table.Column<string>(type: "text", nullable: true),
                    type = table.Column<string>(type: "text", nullable: true),
                    type_confidence = table.Column<decimal>(type: "numeric", nullable: false, defaultValue: 0m),
                    type_identified = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    type_reasoning = table.Column<string>(type: "text", nullable: true),
                    operation_mode = table.Column<string>(type: "text", nullable: false, defaultValue: "assist"),
                    pending_operator_approval = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    draft_response = table.Column<string>(type: "text", nullable: true),
                    routing_history = table.Column<string>(type: "jsonb", nullable: false, defaultValueSql: "'[]'"),
                    appointment_datetime = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    master_id = table.Column<int>(type: "integer", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: true),
                    qr_code = table.Column<string>(type: "text", nullable: true),
                    livesklad_order_id = table.Column<string>(type: "text", nullable: true),
                    synced_with_livesklad = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    synced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    visited_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    notified_2h_after_contact = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    notified_1day_before = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    notified_2h_before = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    notified_after_completion = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    notified_review_request = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    notified_warranty_reminder = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    notified_ = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_appeals", x => x.id);
                    table.UniqueConstraint("ak_appeals_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_appeals_operation_mode", "operation_mode in ('manual','assist','auto')");
                    table.CheckConstraint("ck_appeals_parts_owner", "parts_owner in ('ours','client')");
                    table.CheckConstraint("ck_appeals_stage", "stage in ('Первичный контакт','Сбор информации','Информация собрана','Цена отправлена','Клиент подтвердил','QR-код отправлен','Клиент пришёл','В работе','Завершено','Отменено')");
                    table.ForeignKey(
                        name: "fk_appeals_brands_tenant_id_brand_id",
                        columns: x => new { x.tenant_id, x.brand_id },
                        principalTable: "brands",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_channels_tenant_id_ad_channel_id",
                        columns: x => new { x.tenant_id, x.ad_channel_id },
                        principalTable: "channels",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_channels_tenant_id_channel_id",
                        columns: x => new { x.tenant_id, x.channel_id },
                        principalTable: "channels",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_clients_tenant_id_client_id",
                        columns: x => new { x.tenant_id, x.client_id },
                        principalTable: "clients",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_deal_types_deal_type_id",
                        column: x => x.deal_type_id,
                        principalTable: "deal_types",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_appeals_device_types_tenant_id_device_type_id",
                        columns: x => new { x.tenant_id, x.device_type_id },
                        principalTable: "device_types",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_issue_types_tenant_id_issue_type_id",
                        columns: x => new { x.tenant_id, x.issue_type_id },
                        principalTable: "issue_types",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_issues_tenant_id_issue_id",
                        columns: x => new { x.tenant_id, x.issue_id },
                        principalTable: "issues",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_lead_sources_tenant_id_lead_source_id",
                        columns: x => new { x.tenant_id, x.lead_source_id },
                        principalTable: "lead_sources",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_locations_tenant_id_location_id",
                        columns: x => new { x.tenant_id, x.location_id },
                        principalTable: "locations",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_masters_tenant_id_master_id",
                        columns: x => new { x.tenant_id, x.master_id },
                        principalTable: "masters",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_models_tenant_id_model_id",
                        columns: x => new { x.tenant_id, x.model_id },
                        principalTable: "models",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_repair_types_tenant_id_repair_type_id",
                        columns: x => new { x.tenant_id, x.repair_type_id },
                        principalTable: "repair_types",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_sales_channels_tenant_id_sales_channel_id",
                        columns: x => new { x.tenant_id, x.sales_channel_id },
                        principalTable: "sales_channels",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeals_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "appeal_activity",
                columns: table => new
                {
                    appeal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    last_channel_id = table.Column<Guid>(type: "uuid", nullable: true),
                    last_message_id = table.Column<Guid>(type: "uuid", nullable: true),
                    last_message_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_message_type = table.Column<string>(type: "text", nullable: true),
                    last_message_preview = table.Column<string>(type: "text", nullable: true),
                    last_activity_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    waiting_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    holder_id = table.Column<Guid>(type: "uuid", nullable: true),
                    held_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    client_messages = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    our_messages = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_appeal_activity", x => x.appeal_id);
                    table.CheckConstraint("ck_appeal_activity_last_message_type", "last_message_type in ('client','operator','agent')");
                    table.ForeignKey(
                        name: "fk_appeal_activity_appeals_tenant_id_appeal_id",
                        columns: x => new { x.tenant_id, x.appeal_id },
                        principalTable: "appeals",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appeal_activity_asp_net_users_holder_id",
                        column: x => x.holder_id,
                        principalTable: "operators",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_appeal_activity_channels_tenant_id_last_channel_id",
                        columns: x => new { x.tenant_id, x.last_channel_id },
                        principalTable: "channels",
                        principalColumns: new[] { "tenant_id", "id" });
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.CreateTable(
                name: "appointments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    appeal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    master_id = table.Column<int>(type: "integer", nullable: false),
                    start_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    end_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false, defaultValue: "Запланировано"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_appointments", x => x.id);
                    table.CheckConstraint("ck_appointments_order", "end_time > start_time");
                    table.CheckConstraint("ck_appointments_status", "status in ('Запланировано','Подтверждено','Выполнено','Отменено','Не явился')");
                    table.ForeignKey(
                        name: "fk_appointments_appeals_tenant_id_appeal_id",
                        columns: x => new { x.tenant_id, x.appeal_id },
                        principalTable: "appeals",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appointments_masters_tenant_id_master_id",
                        columns: x => new { x.tenant_id, x.master_id },
                        principalTable: "masters",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_appointments_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "messages_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    appeal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_type = table.Column<string>(type: "text", nullable: true),
                    message_text = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: true),
                    channel_id = table.Column<Guid>(type: "uuid", nullable: true),
                    external_message_id = table.Column<string>(type: "text", nullable: true),
                    external_chat_id = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    operator_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reply_to_id = table.Column<Guid>(type: "uuid", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    edited_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    extra = table.Column<string>(type: "jsonb", nullable: true),
                    tsv = table.Column<NpgsqlTsVector>(type: "tsvector", nullable: true, computedColumnSql: "to_tsvector('russian', message_text)", stored: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages_history", x => x.id);
                    table.UniqueConstraint("ak_messages_tenant_id_id", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_messages_history_message_type", "message_type in ('client','operator','agent','note')");
                    table.ForeignKey(
                        name: "fk_messages_history_appeals_tenant_id_appeal_id",
                        columns: x => new { x.tenant_id, x.appeal_id },
                        principalTable: "appeals",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_messages_history_asp_net_users_operator_id",
                        column: x => x.operator_id,
                        principalTable: "operators",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_messages_history_channels_tenant_id_channel_id",
                        columns: x => new { x.tenant_id, x.channel_id },
                        principalTable: "channels",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_messages_history_messages_history_tenant_id_reply_to_id",
                        columns: x => new { x.tenant_id, x.reply_to_id },
                        principalTable: "messages_history",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_messages_history_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "operator_actions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    operator_id = table.Column<Guid>(type: "uuid", nullable: true),
                    context_appeal_id = table.Column<Guid>(type: "uuid", nullable: true),
                    action_type = table.Column<string>(type: "text", nullable: false),
                    details = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_actions", x => x.id);
                    table.ForeignKey(
                        name: "fk_operator_actions_appeals_tenant_id_context_appeal_id",
                        columns: x => new { x.tenant_id, x.context_appeal_id },
                        principalTable: "appeals",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_operator_actions_asp_net_users_operator_id",
                        column: x => x.operator_id,
                        principalTable: "operators",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_operator_actions_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "operator_appeal_status",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    operator_id = table.Column<Guid>(type: "uuid", nullable: true),
                    appeal_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false, defaultValue: "pending"),
                    notified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    viewed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_appeal_status", x => x.id);
                    table.CheckConstraint("ck_operator_appeal_status_status", "status in ('pending','viewed','in_progress','completed','rejected')");
                    table.ForeignKey(
                        name: "fk_operator_appeal_status_appeals_tenant_id_appeal_id",
                        columns: x => new { x.tenant_id, x.appeal_id },
                        principalTable: "appeals",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_operator_appeal_status_asp_net_users_operator_id",
                        column: x => x.operator_id,
                        principalTable: "operators",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_operator_appeal_status_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "operator_drafts",
                columns: table => new
                {
                    operator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    appeal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operator_drafts", x => new { x.operator_id, x.appeal_id });
                    table.ForeignKey(
                        name: "fk_operator_drafts_appeals_tenant_id_appeal_id",
                        columns: x => new { x.tenant_id, x.appeal_id },
                        principalTable: "appeals",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_operator_drafts_asp_net_users_operator_id",
                        column: x => x.operator_id,
                        principalTable: "operators",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "message_attachments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    external_file_id = table.Column<string>(type: "text", nullable: true),
                    file_name = table.Column<string>(type: "text", nullable: true),
                    mime_type = table.Column<string>(type: "text", nullable: true),
                    size_bytes = table.Column<long>(type: "bigint", nullable: true),
                    width = table.Column<int>(type: "integer", nullable: true),
                    height = table.Column<int>(type: "integer", nullable: true),
                    duration_seconds = table.Column<int>(type: "integer", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false, defaultValue: "pending"),
                    reason = table.Column<string>(type: "text", nullable: true),
                    file_id = table.Column<Guid>(type: "uuid", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_attachments", x => x.id);
                    table.CheckConstraint("ck_message_attachments_state", "state in ('pending','stored','refused','failed')");
                    table.ForeignKey(
                        name: "fk_message_attachments_channels_tenant_id_channel_id",
                        columns: x => new { x.tenant_id, x.channel_id },
                        principalTable: "channels",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_message_attachments_messages_tenant_id_message_id",
                        columns: x => new { x.tenant_id, x.message_id },
                        principalTable: "messages_history",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_message_attachments_stored_files_tenant_id_file_id",
                        columns: x => new { x.tenant_id, x.file_id },
                        principalTable: "stored_files",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "message_edits",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    previous_text = table.Column<string>(type: "text", nullable: false),
                    edited_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_edits", x => x.id);
                    table.ForeignKey(
                        name: "fk_message_edits_messages_tenant_id_message_id",
                        columns: x => new { x.tenant_id, x.message_id },
                        principalTable: "messages_history",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateTable(
                name: "outbound_messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    appeal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel_id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_chat_id = table.Column<string>(type: "text", nullable: false),
                    client_key = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false, defaultValue: "queued"),
                    seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    not_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbound_messages", x => x.id);
                    table.CheckConstraint("ck_outbound_messages_state", "state in ('queued','sending','sent','delivered','read','failed','unknown','cancelled')");
                    table.ForeignKey(
                        name: "fk_outbound_messages_appeals_tenant_id_appeal_id",
                        columns: x => new { x.tenant_id, x.appeal_id },
                        principalTable: "appeals",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_outbound_messages_channels_tenant_id_channel_id",
                        columns: x => new { x.tenant_id, x.channel_id },
                        principalTable: "channels",
                        principalColumns: new[] { "tenant_id", "id" });
                    table.ForeignKey(
                        name: "fk_outbound_messages_messages_history_tenant_id_message_id",
                        columns: x => new { x.tenant_id, x.message_id },
                        principalTable: "messages_history",
                        principalColumns: new[] { "tenant_id", "id" });
                });

            migrationBuilder.CreateIndex(
                name: "ix_appeal_activity_holder",
                table: "appeal_activity",
                columns: new[] { "tenant_id", "holder_id", "last_message_at", "appeal_id" },
                descending: new[] { false, false, true, true },
                filter: "holder_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_appeal_activity_recent",
                table: "appeal_activity",
                columns: new[] { "tenant_id", "last_message_at", "appeal_id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_appeal_activity_waiting",
                table: "appeal_activity",
                columns: new[] { "tenant_id", "waiting_since", "appeal_id" },
                filter: "waiting_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_appeal_meta_config_group",
                table: "appeal_meta_config",
                column: "group");

            migrationBuilder.CreateIndex(
                name: "ix_appeal_meta_config_is_active",
                table: "appeal_meta_config",
                column: "is_active");

            migrationBuilder.CreateIndex(
                name: "ix_appeal_meta_config_order",
                table: "appeal_meta_config",
                column: "order");

            migrationBuilder.CreateIndex(
                name: "ix_appeal_meta_visibility_deal_type_id_tenant_id",
                table: "appeal_meta_visibility",
                columns: new[] { "deal_type_id", "tenant_id" });

            migrationBuilder.CreateIndex(
                name: "ix_appeal_meta_visibility_tenant_id",
                table: "appeal_meta_visibility",
                column: "tenant_id");

            migrationBuilder.CreateIndex(
                name: "ix_appeals_brand_id",
                table: "appeals",
                column: "brand_id");

            migrationBuilder.CreateIndex(
                name: "ix_appeals_client_recent",
                table: "appeals",
                columns: new[] { "client_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_appeals_issue_id",
                table: "appeals",
                column: "issue_id");

            migrationBuilder.CreateIndex(
                name: "ix_appeals_issue_type_id",
                table: "appeals",
                column: "issue_type_id");

            migrationBuilder.CreateIndex(
                name: "ix_appeals_lead_source_id",
                table: "appeals",
                column: "lead_source_id");

            migrationBuilder.CreateIndex(
                name: "ix_appeals_model_id",
                table: "appeals",
                column: "model_id");

            migrationBuilder.CreateIndex(
                name: "ix_appeals_sales_channel_id",
                table: "appeals",
                column: "sales_channel_id");

            migrationBuilder.CreateIndex(
                name: "ix_appeals_stage",
                table: "appeals",
                column: "stage");

            migrationBuilder.CreateIndex(
                name: "ix_appeals_tenant_recent",
                table: "appeals",
                columns: new[] { "tenant_id", "created_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_appointments_tenant_id_appeal_id",
                table: "appointments",
                columns: new[] { "tenant_id", "appeal_id" });

            migrationBuilder.CreateIndex(
                name: "ix_appointments_tenant_id_start_time",
                table: "appointments",
                columns: new[] { "tenant_id", "start_time" });

            migrationBuilder.CreateIndex(
                name: "ix_brands_tenant_id_name",
                table: "brands",
                columns: new[] { "tenant_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ux_channels_account",
                table: "channels",
                columns: new[] { "platform", "external_id" },
                unique: true,
                filter: "is_active and external_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_client_identities_tenant_id_client_id",
                table: "client_identities",
                columns: new[] { "tenant_id", "client_id" });

            migrationBuilder.CreateIndex(
                name: "ux_client_identities_person",
                table: "client_identities",
                columns: new[] { "tenant_id", "platform", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_client_merges_merged_client_id",
                table: "client_merges",
                column: "merged_client_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_client_merges_tenant_id_master_client_id",
                table: "client_merges",
                columns: new[] { "tenant_id", "master_client_id" });

            migrationBuilder.CreateIndex(
                name: "ix_clients_avito_id",
                table: "clients",
                column: "avito_id");

            migrationBuilder.CreateIndex(
                name: "ix_clients_has_telegram",
                table: "clients",
                column: "has_telegram");

            migrationBuilder.CreateIndex(
                name: "ix_clients_has_whatsapp",
                table: "clients",
                column: "has_whatsapp");

            migrationBuilder.CreateIndex(
                name: "ix_clients_telegram_id",
                table: "clients",
                column: "telegram_id");

            migrationBuilder.CreateIndex(
                name: "ix_clients_tenant_phone",
                table: "clients",
                columns: new[] { "tenant_id", "phone" });

            migrationBuilder.CreateIndex(
                name: "ix_clients_vk_id",
                table: "clients",
                column: "vk_id");

            migrationBuilder.CreateIndex(
                name: "ix_clients_whatsapp_id",
                table: "clients",
                column: "whatsapp_id");

            migrationBuilder.CreateIndex(
                name: "ix_deal_types_code",
                table: "deal_types",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_device_types_tenant_id_name",
                table: "device_types",
                columns: new[] { "tenant_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ux_inbound_events_key",
                table: "inbound_events",
                columns: new[] { "channel_id", "event_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_issue_types_tenant_id_is_active",
                table: "issue_types",
                columns: new[] { "tenant_id", "is_active" });

            migrationBuilder.CreateIndex(
                name: "ix_issue_types_tenant_id_name",
                table: "issue_types",
                columns: new[] { "tenant_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_issues_issue_type_id",
                table: "issues",
                column: "issue_type_id");

            migrationBuilder.CreateIndex(
                name: "ix_issues_tenant_id_is_active",
                table: "issues",
                columns: new[] { "tenant_id", "is_active" });

            migrationBuilder.CreateIndex(
                name: "ix_issues_tenant_id_issue_type_id_name",
                table: "issues",
                columns: new[] { "tenant_id", "issue_type_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_knowledge_base_meaning",
                table: "knowledge_base",
                column: "embedding")
                .Annotation("Npgsql:IndexMethod", "hnsw")
                .Annotation("Npgsql:IndexOperators", new[] { "vector_cosine_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_knowledge_base_tenant_id",
                table: "knowledge_base",
                column: "tenant_id");

            migrationBuilder.CreateIndex(
                name: "ix_lead_sources_sales_channel_id",
                table: "lead_sources",
                column: "sales_channel_id");

            migrationBuilder.CreateIndex(
                name: "ix_lead_sources_tenant_id_is_active",
                table: "lead_sources",
                columns: new[] { "tenant_id", "is_active" });

            migrationBuilder.CreateIndex(
                name: "ix_lead_sources_tenant_id_sales_channel_id_name",
                table: "lead_sources",
                columns: new[] { "tenant_id", "sales_channel_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_live_events_unseen",
                table: "live_events",
                column: "xid");

            migrationBuilder.CreateIndex(
                name: "ix_locations_tenant_id_name",
                table: "locations",
                columns: new[] { "tenant_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_masters_tenant_id_name",
                table: "masters",
                columns: new[] { "tenant_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_message_attachments_tenant_id_message_id",
                table: "message_attachments",
                columns: new[] { "tenant_id", "message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_message_attachments_to_fetch",
                table: "message_attachments",
                column: "next_attempt_at",
                filter: "state = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_message_edits_tenant_id_message_id",
                table: "message_edits",
                columns: new[] { "tenant_id", "message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_messages_history_conversation",
                table: "messages_history",
                columns: new[] { "tenant_id", "appeal_id", "created_at", "id" },
                descending: new[] { false, false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_messages_history_search",
                table: "messages_history",
                columns: new[] { "tenant_id", "tsv" })
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_messages_history_tenant_recent",
                table: "messages_history",
                columns: new[] { "tenant_id", "created_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ux_messages_history_external",
                table: "messages_history",
                columns: new[] { "channel_id", "external_chat_id", "external_message_id" },
                unique: true,
                filter: "channel_id is not null and external_chat_id is not null and external_message_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_models_brand_id",
                table: "models",
                column: "brand_id");

            migrationBuilder.CreateIndex(
                name: "ix_models_device_type_id",
                table: "models",
                column: "device_type_id");

            migrationBuilder.CreateIndex(
                name: "ix_models_tenant_id_name",
                table: "models",
                columns: new[] { "tenant_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_operator_actions_context_appeal_id_created_at",
                table: "operator_actions",
                columns: new[] { "context_appeal_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_operator_actions_created_at",
                table: "operator_actions",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_operator_actions_operator_id",
                table: "operator_actions",
                column: "operator_id");

            migrationBuilder.CreateIndex(
                name: "ix_operator_actions_tenant_id_created_at",
                table: "operator_actions",
                columns: new[] { "tenant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_operator_appeal_status_appeal_id",
                table: "operator_appeal_status",
                column: "appeal_id");

            migrationBuilder.CreateIndex(
                name: "ix_operator_appeal_status_operator_id",
                table: "operator_appeal_status",
                column: "operator_id");

            migrationBuilder.CreateIndex(
                name: "ix_operator_appeal_status_status",
                table: "operator_appeal_status",
                column: "status");

            migrationBuilder.CreateIndex(
                name: "ix_operator_appeal_status_tenant_id_operator_id_appeal_id",
                table: "operator_appeal_status",
                columns: new[] { "tenant_id", "operator_id", "appeal_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_operator_claims_user_id",
                table: "operator_claims",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_operator_drafts_tenant_id_appeal_id",
                table: "operator_drafts",
                columns: new[] { "tenant_id", "appeal_id" });

            migrationBuilder.CreateIndex(
                name: "ix_operator_logins_user_id",
                table: "operator_logins",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_operator_passkeys_user_id",
                table: "operator_passkeys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_operators_session_token",
                table: "operators",
                column: "session_token");

            migrationBuilder.CreateIndex(
                name: "ix_operators_telegram_id",
                table: "operators",
                column: "telegram_id");

            migrationBuilder.CreateIndex(
                name: "ix_operators_tenant_id",
                table: "operators",
                column: "tenant_id");

            migrationBuilder.CreateIndex(
                name: "ux_operators_normalized_email",
                table: "operators",
                column: "normalized_email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_operators_normalized_user_name",
                table: "operators",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbound_messages_message_id",
                table: "outbound_messages",
                column: "message_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbound_messages_to_send",
                table: "outbound_messages",
                columns: new[] { "channel_id", "external_chat_id", "seq" },
                filter: "state in ('queued','sending')");

            migrationBuilder.CreateIndex(
                name: "ux_outbound_messages_client_key",
                table: "outbound_messages",
                columns: new[] { "tenant_id", "client_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_repair_types_tenant_id_name",
                table: "repair_types",
                columns: new[] { "tenant_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_sales_channels_tenant_id_is_active",
                table: "sales_channels",
                columns: new[] { "tenant_id", "is_active" });

            migrationBuilder.CreateIndex(
                name: "ix_sales_channels_tenant_id_name",
                table: "sales_channels",
                columns: new[] { "tenant_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_services_price",
                table: "services",
                columns: new[] { "tenant_id", "repair_type_id", "model_id", "brand_id" });

            migrationBuilder.CreateIndex(
                name: "ix_tenant_configs_tenant_id_key",
                table: "tenant_configs",
                columns: new[] { "tenant_id", "key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "appeal_activity");

            migrationBuilder.DropTable(
                name: "appeal_meta_visibility");

            migrationBuilder.DropTable(
                name: "appointments");

            migrationBuilder.DropTable(
                name: "client_identities");

            migrationBuilder.DropTable(
                name: "client_merges");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "inbound_events");

            migrationBuilder.DropTable(
                name: "knowledge_base");

            migrationBuilder.DropTable(
                name: "live_events");

            migrationBuilder.DropTable(
                name: "message_attachments");

            migrationBuilder.DropTable(
                name: "message_edits");

            migrationBuilder.DropTable(
                name: "operator_actions");

            migrationBuilder.DropTable(
                name: "operator_appeal_status");

            migrationBuilder.DropTable(
                name: "operator_claims");

            migrationBuilder.DropTable(
                name: "operator_drafts");

            migrationBuilder.DropTable(
                name: "operator_logins");

            migrationBuilder.DropTable(
                name: "operator_passkeys");

            migrationBuilder.DropTable(
                name: "operator_tokens");

            migrationBuilder.DropTable(
                name: "outbound_messages");

            migrationBuilder.DropTable(
                name: "services");

            migrationBuilder.DropTable(
                name: "stored_file_chunks");

            migrationBuilder.DropTable(
                name: "tenant_configs");

            migrationBuilder.DropTable(
                name: "appeal_meta_config");

            migrationBuilder.DropTable(
                name: "messages_history");

            migrationBuilder.DropTable(
                name: "stored_files");

            migrationBuilder.DropTable(
                name: "appeals");

            migrationBuilder.DropTable(
                name: "operators");

            migrationBuilder.DropTable(
                name: "channels");

            migrationBuilder.DropTable(
                name: "clients");

            migrationBuilder.DropTable(
                name: "deal_types");

            migrationBuilder.DropTable(
                name: "issues");

            migrationBuilder.DropTable(
                name: "lead_sources");

            migrationBuilder.DropTable(
                name: "locations");

            migrationBuilder.DropTable(
                name: "masters");

            migrationBuilder.DropTable(
                name: "models");

            migrationBuilder.DropTable(
                name: "repair_types");

            migrationBuilder.DropTable(
                name: "issue_types");

            migrationBuilder.DropTable(
                name: "sales_channels");

            migrationBuilder.DropTable(
                name: "brands");

            migrationBuilder.DropTable(
                name: "device_types");

            migrationBuilder.DropTable(
                name: "tenants");
        }
    }
}
