namespace Netskope.AlertGateway.Rows;

/// <summary>
/// What <c>pii</c> stands for: the fields of alerts and events that name a person, their device, their address or a file they named, out
/// of Netskope's list for queries and its event schema. Kept are groups, units, scores, cities, countries, hashes and the kind of a device.
/// </summary>
static class PersonalFields
{
    /// <summary>The word for all of them in a list of hidden fields.</summary>
    public const string Word = "pii";

    public static IReadOnlyList<string> All { get; } =
    [
        // Who did it: names, mail addresses and ids of the account.
        "user", "userkey", "ur_normalized", "user_id", "user_name", "user_tmp", "user_info.username", "user_info.userkey", "User_SPACE_Id", "User_SPACE_Name",
        "act_user", "acting_user", "os_user_name", "shared_credential_user", "violating_user", "matched_username", "forward_to_proxy_xau",

        // The same out of the company's directory; custom_attr holds whatever was imported.
        "userPrincipalName", "sAMAccountName", "displayName", "distinguishedName", "mail", "manager", "last_name", "usr_display_name", "usr_udf_employeeid",
        "usr_udf_supervisorid", "usr_udf_supervisorname", "custom_attr",

        // Who else is concerned: senders, receivers, owners, administrators.
        "from_user", "to_user", "tur", "owner", "file_owner", "co", "shared_with", "lh_shared_with", "q_shared_with", "lh_custodian_email", "lh_custodian_name",
        "q_admin", "profile_emails", "assignee", "iaas_remediated_by", "email_user", "email_from_user", "sender", "smtp_to", "cc", "bcc",

        // Their devices: names, serial numbers and unique ids.
        "hostname", "computer_name", "device_name", "device_id", "device_sn", "device_hash", "guid", "serial", "nsdeviceuid", "managementID", "endpoints",
        "shared_user_hostname", "surhn", "usb_device_name", "usb_device_id", "usb_device_sn", "host_info.hostname", "host_info.serial_number",
        "host_info.mac_addresses", "host_info.managementID", "host_info.nsdeviceuid", "host_info.old_nsdeviceuid",

        // Their addresses: of the network, and where they are, to the street.
        "userip", "srcip", "last_connected_from_private_ip", "last_connected_from_public_ip", "offending_ip", "src_latitude", "src_longitude", "src_zipcode",
        "latitude", "longitude", "zipcode", "postal_code",

        // Files: people name them after people, and paths lead through folders of users.
        "object", "file_name", "filename", "file_path", "filepath", "file_origin", "orignal_file_path", "dlp_file", "title", "attachment", "archive_subfiles",
        "from_object", "to_object", "source_file_name", "source_file_path", "source_file_directory", "destination_file_name", "destination_file_path",
        "destination_file_directory", "unc_path", "process_path", "log_file_name", "lh_filename", "lh_filepath", "lh_original_filename", "q_original_filename",
        "q_original_filepath", "quarantine_file_name",

        // Ids that are made of names: a user's object or asset in a cloud is called like the user, what is suppressed like the user and the file.
        "object_id", "asset_id", "suppression_key",

        // Addresses of pages: users' folders, files and search words stand in them. Hosts stay: page, site, domain.
        "url", "web_url", "redirect_url", "referer",

        // Texts that were written by people or about them.
        "subject", "email_title", "justification", "justification_reason", "breach_description", "offending_entry",

        // Values of any kind: whom and what an audit entry is about, and who owns an asset.
        "supporting_data", "iaas_asset_tags.value",
    ];
}
