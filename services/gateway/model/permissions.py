"""What each role may do. A permission is called like the command it allows; everything not named here is denied."""

from services.gateway.model.account import Role

STAFF = frozenset({Role.SECRETARIAT, Role.DIRECTOR, Role.AUDITOR})
OFFICE = frozenset({Role.SECRETARIAT, Role.DIRECTOR})
SECRETARIAT = frozenset({Role.SECRETARIAT})
DIRECTOR = frozenset({Role.DIRECTOR})
REVIEWER = frozenset({Role.REVIEWER})
TRAVEL_DESK = frozenset({Role.TRAVEL_DESK})
ABOVE_CEILING = frozenset({Role.TRAVEL_DESK, Role.DIRECTOR})
"""What takes from the travel budget: the travel desk within its ceiling, above it the director."""

PUBLIC = "public"
"""Anybody may, signed in or not; also the pages whose link is the key."""

MAY: dict[str, frozenset[Role]] = {
    "signed_in": frozenset(Role),
    "read": STAFF,
    "read_audit": frozenset({Role.DIRECTOR, Role.AUDITOR}),
    # editions
    "create_edition": OFFICE,
    "open_edition": OFFICE,
    "close_applications": OFFICE,
    "extend_window": OFFICE,
    "change_dates": OFFICE,
    "change_seats": OFFICE,
    "change_texts": OFFICE,
    "report_totals": OFFICE,
    "strike_report": OFFICE,
    "start_edition": OFFICE,
    "finish_edition": OFFICE,
    "cancel_edition": OFFICE,
    # applications
    "return_application": SECRETARIAT,
    "start_review": OFFICE,
    "start_reviews": OFFICE,
    "mark_ineligible": SECRETARIAT,
    "reopen_application": DIRECTOR,
    "run_bulk": OFFICE,
    "export_applications": OFFICE,
    "keep_filter": STAFF,
    "record_endorsement": SECRETARIAT,
    "withdraw_application": SECRETARIAT,
    "withdraw_by_course": DIRECTOR,
    "edit_application": SECRETARIAT,
    "accept_document": SECRETARIAT,
    "reject_document": SECRETARIAT,
    "record_no_show": SECRETARIAT,
    "record_left_early": SECRETARIAT,
    # people who may be one
    "merge_people": OFFICE,
    "tell_people_apart": OFFICE,
    # institutions and the call to them
    "add_institution": OFFICE,
    "correct_institution": OFFICE,
    "appoint_focal_point": OFFICE,
    "import_institutions": OFFICE,
    "set_call_terms": OFFICE,
    "send_call": OFFICE,
    "remind_call": OFFICE,
    "acknowledge_call": SECRETARIAT,
    "decline_call": SECRETARIAT,
    "nominate": SECRETARIAT,
    "rank_nomination": SECRETARIAT,
    "withdraw_nomination": SECRETARIAT,
    "send_call_letter": SECRETARIAT,
    # eligibility and review: a member of the committee reads what is assigned to them and nothing else
    "set_eligibility_rules": OFFICE,
    "override_eligibility": SECRETARIAT,
    "enrol_reviewer": SECRETARIAT,
    "release_reviewer": SECRETARIAT,
    "set_review_plan": OFFICE,
    "assign_reviews": OFFICE,
    "reopen_review": DIRECTOR,
    "read_assigned": REVIEWER,
    "submit_review": REVIEWER,
    "recuse_review": REVIEWER,
    # travel: the travel desk sees travellers, their journeys and the budget, and nothing else
    "read_travel": STAFF | TRAVEL_DESK,
    "request_travel": TRAVEL_DESK,
    "decline_travel": TRAVEL_DESK,
    "approve_travel": ABOVE_CEILING,
    "refuse_travel": TRAVEL_DESK,
    "propose_itinerary": TRAVEL_DESK,
    "record_itinerary": TRAVEL_DESK,
    "ticket_travel": ABOVE_CEILING,
    "complete_travel": TRAVEL_DESK,
    "settle_travel": ABOVE_CEILING,
    "cancel_travel": TRAVEL_DESK,
    "set_travel_budget": DIRECTOR,
    # selection
    "propose_selection": OFFICE,
    "undo_proposal": OFFICE,
    "weigh_aims": OFFICE,
    "pin": OFFICE,
    "decide": OFFICE,
    "publish_selection": DIRECTOR,
    "promote": OFFICE,
    # offers
    "set_offer_terms": OFFICE,
    "extend_offer": OFFICE,
    "make_visa_letter": SECRETARIAT,
    "name_replacement": SECRETARIAT,
    "decline_replacement": SECRETARIAT,
    # programme
    "draft_programme": OFFICE,
    "add_expert": SECRETARIAT,
    "assign_expert": SECRETARIAT,
    "assign_experts": SECRETARIAT,
    "release_programme": DIRECTOR,
    "mark_attendance": SECRETARIAT,
    "lock_attendance": SECRETARIAT,
    # certificates
    "approve_completions": DIRECTOR,
    "approve_exception": DIRECTOR,
    "revoke_certificate": DIRECTOR,
    "replace_certificate": DIRECTOR,
    "retry_certificate": OFFICE,
    # emails and messages
    "see_personal_links": OFFICE,
    "resend_email": SECRETARIAT,
    "replay_parked": OFFICE,
    "propose_discard": OFFICE,
    "confirm_discard": DIRECTOR,
    "send_again": OFFICE,
    "restate_contacts": OFFICE,
}


def allows(role: Role, permission: str) -> bool:
    """Whether `role` has `permission`; an unknown permission is denied."""
    return role in MAY.get(permission, frozenset())
