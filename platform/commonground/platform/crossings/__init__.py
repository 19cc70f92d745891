"""What crosses from one council to another: offers that identify nobody, one state machine for both sides, and receipts
of which each side keeps the same copy.

Three verbs, never blurred: to *inform*, to *work jointly*, to *hand over*. What is offered stands between the councils;
what is in the package stays with the sender until somebody accepts it, and is a copy in the receiver's own rows from
then on."""
