"""Certification: completion and certificates, earned once, signed, verifiable for ever.

Owns:       what it has heard of an edition (dates, released programme, locked attendance), completions, certificates,
            their stored PDFs and their numbers.
Publishes:  certification.completion.computed / approved / refused,
            certification.certificate.approved / issued / issue_failed / revoked / superseded.
Listens to: registration.edition.opened, registration.offer.confirmed, registration.application.withdrawn,
            .withdrawn_by_course, .no_show_recorded and .left_early; scheduling.programme.released,
            scheduling.attendance.locked; and its own certification.certificate.approved, upon which the PDF is made.
Answers:    completions, certificates, certificate, certificate_pdf, my_certificates, verify (the public check),
            next_actions; approve_completions, approve_exception, revoke_certificate, replace_certificate,
            retry_certificate.
"""
