"""Where two councils do not agree whose something is: who is proposed to lead and why, whose answer is awaited and by
when, and who acts meanwhile. Both sides read the same rows; nothing in them says who or where exactly.

No answer here moves responsibility: of a handoff, the transfer-in conference and the receiver's word after it do."""
