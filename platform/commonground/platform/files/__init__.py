"""Files that people add to records: what is accepted, what is made of it, where its bytes lie, and who looks for
viruses. Which record a file is of, and who may open it, is none of this room's business."""
