namespace Netskope.Simulator;

/// <summary>The fields that only one alert type has. Texts are our own; HTML stands in them as it does upstream.</summary>
static class TypeFields
{
    public const string Anomaly = """
        "type":"anomaly","alert_name":"{{one:Proximity|Rare Event|Bulk Download|Failed Logins}}","event_type":"{{one:proximity|rare_event|user_shared_credentials}}",
        "profile_id":"{{hex:24}}","risk_level":"{{one:high|medium|low}}","risk_level_id":{{one:1|2|"2"}},"bin_timestamp":{{before:90000}},
        "last_app":"{{app:name}}","last_country":"{{to:country}}","last_device":"{{one:Windows Device|Mac Device}}","last_location":"{{to:city}}",
        "last_region":"{{to:region}}","last_timestamp":{{before:90000}},"threshold":{{int:1..500}},"score":{{float:0..99}},
        """;

    public const string CompromisedCredential = """
        "type":"breach","alert_name":"Compromised Credential","breach_date":{{before:90000000}},"breach_id":"{{hex:32}}","breach_score":{{one:20|"20"|80}},
        "breach_description":"<html><body><h3>What was found<\/h3><p>The address <b>{{person:mail}}<\/b> stands in a list of names &amp; passwords that was offered for sale. The list
         holds {{int:1000..9000}} thousand lines and seems to come from a forum that kept its passwords without salt.<\/p><p>What to do:<\/p><ul><li>Have the person choose
         a new password, here and wherever the old one was used.<\/li><li>End the sessions that are open.<\/li><li>Look for sign-ins from places that do not fit.<\/li><\/ul>
        <\/body><\/html>\n","breach_media_references":"https:\/\/news.example.org\/{{hex:12}}","breach_target_references":"https:\/\/forum.example.org\/",
        "email_source":"{{one:file|list}}","external_email":{{one:0|1|"1"}},"matched_username":"{{person:mail}}","password_type":"{{one:plain|md5|bcrypt|unknown}}",
        "sAMAccountName":"{{person:name}}","userPrincipalName":"{{person:mail}}","mail":"{{person:mail}}","employeeType":{{one:null|"staff"|3}},"department":"{{person:unit}}",
        "related":[{"seen":{{before:9000000}},"source":"{{hex:16}}","weight":{{float:0..1}}},{"seen":{{before:9000000}},"source":"{{hex:16}}","weight":{{float:0..1}}}],
        "dlp_parent_id":{{any64}},"request_id":{{any64}},"incident_id":{{any64}},
        """;

    public const string Policy = """
        "type":"nspolicy","http_status":{{one:200|"403"|302}},"justification_reason":"{{one:|Needed for the audit|Kunde wartet – dringend}}",
        "notify_template":"{{one:block page.html|coach <b>kindly<\/b>.html}}","other_categories":["{{app:category}}","All Categories"],
        "all_policy_matches":[{"policy_name":"Coach: personal instance","policy_action":"useralert"},{"policy_name":"Everything else","policy_action":"allow"}],
        """;

    public const string LegalHold = """
        "type":"legalhold","alert_name":"Legal Hold","action":"legalhold","activity":"Introspection Scan","access_method":"API Connector","instance_id":"example.com",
        "legal_hold_profile_name":"Matter {{int:100..999}} \/ Example v. Sample","lh_custodian_email":"sofia.o'neil@example.com","lh_custodian_name":"Sofia O'Neil",
        "lh_dest_app":"{{app:name}}","lh_dest_instance":"example.org","lh_fileid":"{{hex:28}}","lh_filename":"hold-{{hex:12}}","lh_filepath":"\/legal hold\/{{hex:8}}\/",
        "lh_original_filename":"{{file:name}}","lh_shared":"{{one:private|internal|public}}","lh_shared_with":"{{person:mail}}, hana.sato@example.com","lh_version":{{one:1|"3"|null}},
        "lh_note":"<p>Copies are kept until the matter is closed. <i>Do not<\/i> delete the original; do not tell people outside the list that it is held. Questions go to the
         legal desk, which also keeps the list of custodians &amp; matters.<\/p>","shared_with":"{{person:mail}}","exposure":"{{one:private|internally_shared|public}}",
        "dlp_incident_id":{{any64}},"dlp_parent_id":{{any64}},"request_id":{{any64}},"owner":"{{person:mail}}","total_collaborator_count":{{int:0..400}},
        "external_collaborator_count":{{int:0..40}},"scan_type":"{{one:Ongoing|Retro}}","retro_scan_name":{{one:null|"spring clean"}},"parent_id":"{{hex:28}}",
        """;

    public const string Malsite = """
        "type":"malsite","alert_name":"{{one:Phishing page|Command & control|Fresh domain}}","action":"{{one:block|alert}}","malicious":"yes","malsite_active":{{one:"1"|1|0}},
        "malsite_category":["{{one:Phishing|Malware Call-Home|Spam}}","Security Risk"],"malsite_confidence":{{int:1..100}},"malsite_country":"{{to:country}}",
        "malsite_first_seen":{{before:9000000}},"malsite_hostility":{{one:"4"|2}},"malsite_id":"{{hex:32}}","malsite_ip_host":"{{ip}}","malsite_last_seen":{{before:90000}},
        "malsite_latitude":{{to:latitude}},"malsite_longitude":{{to:longitude}},"malsite_reputation":"{{int:1..10}}","severity_level":"{{one:high|critical}}","severity_level_id":{{one:1|"1"}},
        "threat_match_field":"domain","threat_match_value":"bad-{{hex:8}}.example","threat_source_id":{{int:1..9}},"ja3":"{{hex:32}}","ja3s":"NotAvailable",
        """;

    public const string Malware = """
        "type":"Malware","alert_name":"{{one:Win32.Sample|Script.Example\/Gen|Doc.Macro.Test}}","action":"{{one:block|quarantine|Detection}}","detection_engine":"{{one:sandbox|signatures|heuristics}}",
        "local_md5":"{{hex:32}}","local_sha256":"{{hex:64}}","malware_id":"{{hex:32}}","malware_name":"{{one:Sample Dropper|Example Worm|Тест}}","malware_profile":"Default <scan>",
        "malware_severity":"{{one:high|medium}}","malware_type":"{{one:Trojan|Worm|PUA}}","ml_detection":"{{one:yes|no}}","scan_time":{{before:600}},"severity_id":{{one:1|"1"}},
        "scanner_result":[{"engine":"one","verdict":"bad","score":{{float:50..99}}},{"engine":"two","verdict":{{one:null|"bad"}},"score":{{float:0..99}}}],"sha1":"{{hex:40}}",
        """;

    public const string Dlp = """
        "type":"nspolicy","dlp_file":"{{file:name}}","dlp_incident_id":{{any64}},"dlp_is_unique_count":"{{one:true|false}}","dlp_parent_id":{{big}},
        "dlp_profile":"{{one:Custom-PHI|Payment cards & IBAN|Quellcode}}","dlp_rule":"{{one:Card numbers, two or more|Name \/ birthday|Key files}}","dlp_rule_count":{{one:3|"3"|117}},
        "dlp_rule_severity":"{{one:Low|Medium|High|Critical}}","dlp_unique_count":{{int:0..40}},"exposure":"{{one:private|internally_shared|public}}","owner":"{{person:mail}}",
        "shared_with":"{{person:mail}}, hana.sato@example.com","title":"{{file:name}}","true_obj_category":"{{one:Spreadsheet|Word Processor}}","instance_id":"example.com",
        """;

    public const string SecurityAssessment = """
        "type":"nspolicy","alert_name":"Example Cloud Foundations {{int:1..3}}.{{int:0..9}}","action":"alert","activity":"Introspection Scan","access_method":"API Connector","account_id":"{{int:100000..999999}}{{int:100000..999999}}",
        "account_name":"sandbox-{{int:1..40}}","asset_id":{{any64}},"asset_object_id":"arn:example:iam::{{int:100000..999999}}:policy\/{{hex:12}}","browser":"unknown","compliance_standards":[{{standards}}],"device":"other",
        "iaas_asset_tags":[{"name":"Owner","value":"{{person:name}}"},{"name":"stage","value":{{one:null|"prod"|7}}}],"iaas_remediated":"{{one:yes|no}}","instance_id":"aws{{int:1..90}}","object":"{{hex:16}}",
        "object_type":"{{one:Policy|Bucket|Role}}","os":"unknown","policy":"nightly check","policy_id":{{one:3|"3"}},"region_id":"{{one:eu-central-1|us-east-1|}}","resource_category":"{{one:Identity|Storage|Network}}",
        "sa_profile_id":-100{{int:1000..9999}},"sa_profile_name":"Example Cloud Foundations","sa_rule_id":-10{{int:10000..99999}},"sa_rule_name":"EXAMPLE | {{int:1..9}}.{{int:1..40}} Keep a role for talking to the provider's support",
        "sa_rule_severity":{{one:"2"|2|"High"}},"sa_rule_remediation":"<html>\n<body>\n <b>From the command line:<\/b>\n <ol>\n <li>Write down who may open a case, and save it as <code>\/tmp\/who.json<\/code>:
        \n <ul style='list-style-type: square;'>\n <li><code>{ 'who': [ '<role_name>' ] }<\/code><\/li>\n <\/ul>\n <\/li>\n <li>Make the role &amp; give it that list.<\/li>\n <\/ol>\n <p><b>Cost<\/b><br>None.<\/p>\n<\/body>\n<\/html>\n",
        """;

    public const string Watchlist = """
        "type":"watchlist","alert_name":"{{one:Leavers|Privileged accounts|Board}}","watchlist_name":"{{one:Leavers|Privileged accounts|Board}}","action":"alert",
        "dlp_incident_id":{{any64}},"exposure":"{{one:private|public}}","to_user":"{{one:|hana.sato@example.com|somebody.else@example.org}}","to_object":"{{file:name}}","workspace":"{{one:Général|ops & on-call}}",
        "workspace_id":"{{hex:10}}","two_factor_auth":"{{one:yes|no}}","score":{{float:0..9}},
        """;

    public const string Quarantine = """
        "type":"quarantine","activity":"Introspection Scan","access_method":"API Connector","q_admin":"dev-bot+ci@example.org","q_app":"{{app:name}}","q_instance":"example.com",
        "q_original_filename":"{{file:name}}","q_original_filepath":"\/shared\/{{hex:6}}\/","q_original_shared":"{{one:private|public}}","q_original_version":{{one:1|"2"|null}},"quarantine_file_id":"{{hex:28}}",
        "quarantine_file_name":"q-{{hex:12}}.zip","quarantine_profile":"Hold & review","quarantine_profile_id":{{one:4|"4"}},"profile_emails":["amara.osei@example.com","noor.haddad@example.org"],
        "quarantine_note":"<p>The file was moved, and a tombstone left where it lay. A reviewer decides within <b>{{int:2..9}}<\/b> days; until then its owner sees only the tombstone.<\/p>","exposure":"{{one:private|public}}",
        "dlp_incident_id":{{any64}},"dlp_parent_id":{{any64}},"request_id":{{any64}},"scan_type":"Ongoing","owner":"{{person:mail}}","shared_with":"","score":{{float:0..9}},
        """;

    public const string Remediation = """
        "type":"remediation","alert_name":"Endpoint isolation","action":"{{one:isolate|none}}","actions_taken":"{{one:isolated, user told|none}}","edr_app":"Example EDR","endpoint_count":{{one:1|"1"|3}},
        "endpoints":"WS-{{hex:6}}","malware_name":"{{one:Sample Dropper|Example Worm}}","malware_severity":"high","remediation_profile":"Isolate & tell","profile_hits":[{"name":"Isolate & tell","hit":{{int:1..9}},"score":{{float:0..9}}}],
        """;

    public const string Uba = """
        "type":"uba","alert_name":"{{one:Spike in uploads|Rare country|Shared credentials}}","event_type":"{{one:sequence|bulk_upload}}","alert_id":"{{hex:32}}",
        "anomalyData":{"usual":{{float:0..40}},"seen":{{float:40..900}},"unit":"files\/h","days":[{{int:0..9}},{{int:0..9}},null,{{int:0..9}}]},"policy_actions":["alert",null],"risk_level":"{{one:high|low}}",
        "uba_ap1":"{{app:name}}","uba_ap2":{{one:null|"Slack"}},"uba_inst1":"example.com","threshold":{{one:40|"40"}},"threshold_time":{{one:3600|86400}},"scopes":["read","write"],
        """;
}
