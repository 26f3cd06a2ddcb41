namespace BatteryCrm.Data.Reports;

/// <summary>The way in for reports: the same rows under the same walls, from a replica where one is configured. To read only.</summary>
public interface IReportDbFactory
{
    CrmDb CreateDbContext();

    /// <summary>The main database, also where there is a replica.</summary>
    CrmDb CreateOfMain();
}
