"""What a council tells somebody who is not on the platform: a hospital, a court, a school abroad, another council. The
same decision, package and second person as between councils (`tenants/disclosures`); it leaves by a download that opens
once, with a code that is told by telephone."""
