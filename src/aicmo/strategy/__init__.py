"""Strategy: from a brief as understood to a plan whose every figure says where it comes from."""
